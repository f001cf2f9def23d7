import { z } from 'zod'

export const dependsOnSomething = z.string()
