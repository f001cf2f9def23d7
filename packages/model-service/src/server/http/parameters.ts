import { limits, machineName, targetColumn } from '@alavanca/contract'
import type { Context } from 'hono'
import { z } from 'zod'
import { isCallbackUrl } from '../callback/post.ts'
import { Problem } from './problem.ts'

const modelId = z
  .string()
  .regex(/^\d{1,10}$/, { error: 'must be a whole number' })
  .transform(Number)

const callbackUrl = z
  .string()
  .max(limits.errorTextLength)
  .refine(isCallbackUrl, { error: 'must be an http or https address' })

const schemas = { model_id: modelId, model_name: machineName, target_column: targetColumn, url: callbackUrl }
type Schemas = typeof schemas

const read = <N extends keyof Schemas>(name: N, value: string | undefined): z.output<Schemas[N]> => {
  const result = schemas[name].safeParse(value)
  if (result.success) return result.data as z.output<Schemas[N]>
  const trouble = value === undefined ? 'is missing' : result.error.issues[0]?.message
  throw new Problem(422, `The parameter ${name} ${trouble ?? 'does not fit'}.`)
}

/** @throws Problem 422 */
export const query = <N extends keyof Schemas>(c: Context, name: N): z.output<Schemas[N]> =>
  read(name, c.req.query(name))

/** @throws Problem 422 */
export const pathModelId = (c: Context): number => read('model_id', c.req.param('id'))
