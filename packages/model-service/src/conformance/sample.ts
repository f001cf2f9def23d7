/** Small data whose answer is known, with names that break careless services. */

export const driver = 'Vazão & pressão'
export const features = [driver, 'temperatura 😀', 'ruído+1%', 'linha'] as const
export const target = 'Produção & saída (t/h) ?x=1'
/** A second target, decided by another column, in the same file. */
export const otherTarget = 'refugo'
export const otherDriver = features[1]

const rows = 400

/** Numerical Recipes' linear congruential generator: the same file on every run. */
const createUniform = () => {
  let state = 20_261_122
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** CSV text: UTF-8, commas, decimal points. */
export const sampleCsv = (): string => {
  const uniform = createUniform()
  const lines = Array.from({ length: rows }, () => {
    const flow = uniform() * 100
    const temperature = 20 + uniform() * 60
    const noise = uniform()
    const line = uniform() < 0.5 ? 'L1' : 'L2'
    const output = 5 * flow + (line === 'L1' ? 4 : 0) + uniform()
    const scrap = 300 - 2 * temperature + uniform()
    return [flow, temperature, noise, line, output, scrap]
      .map((cell) => (typeof cell === 'number' ? cell.toFixed(3) : cell))
      .join(',')
  })
  return [[...features, target, otherTarget].join(','), ...lines, ''].join('\n')
}
