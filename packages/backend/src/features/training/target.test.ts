import { expect, test } from 'vitest'
import { checkTarget, type TargetCandidate } from './target.ts'

const numeric = (name: string): TargetCandidate => ({ name, kind: 'numeric', missing: 0, distinct: 9 })

test.each([
  [[numeric('a'), numeric('y')], undefined],
  [[numeric('a'), numeric('y ')], 'target_not_found'],
  [[numeric('a'), { ...numeric('y'), distinct: 1 }], 'target_constant'],
  [[numeric('a'), { ...numeric('y'), kind: 'empty' as const, distinct: 0 }], 'target_constant'],
  [
    [numeric('a'), { ...numeric('y'), kind: 'categorical' as const, firstText: { line: 7, text: 'x' } }],
    'target_not_numeric',
  ],
  [[numeric('y'), { ...numeric('a'), kind: 'empty' as const }], 'no_variables'],
])('columns %j make the target y: %s', (columns, code) => {
  const check = () => checkTarget(columns, 'y')
  if (code === undefined) expect(check).not.toThrow()
  else expect(check).toThrow(expect.objectContaining({ code }))
})

test('the refusal names the line, the text and the columns there are', () => {
  const text: TargetCandidate = { ...numeric('y'), kind: 'categorical', firstText: { line: 7, text: 'desligada' } }
  expect(() => checkTarget([numeric('a'), text], 'y')).toThrow('line 7 holds "desligada"')
  expect(() => checkTarget([numeric('a'), numeric('b')], 'y')).toThrow('Its columns are: a, b.')
})
