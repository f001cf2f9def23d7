/** A made-up plant, always the same: good output follows the temperature of zone 2, then the screw's speed. */

export const plantTarget = 'Produção boa (kg/h)'
export const plantLeader = 'Temperatura da zona 2 (°C)'

const columns: readonly [name: string, middle: number, spread: number, effect: number][] = [
  [plantLeader, 212, 9, 34],
  ['Rotação da rosca (rpm)', 96, 11, 21],
  ['Pressão do cabeçote (bar)', 148, 12, -15],
  ['Umidade da matéria-prima (%)', 1.2, 0.4, -11],
  ['Temperatura da zona 1 (°C)', 198, 6, 9],
  ['Temperatura da zona 3 (°C)', 220, 5, 7],
  ['Corrente do motor (A)', 64, 5, 6],
  ['Vácuo (mbar)', 82, 7, -4],
  ['Velocidade do puxador (m/min)', 14, 1.5, 3],
  ['Temperatura da água (°C)', 18, 2, 2],
  ['Espessura da tela (µm)', 120, 15, 0],
  ['Umidade do ar (%)', 58, 8, 0],
]
export const plantVariables = columns.map(([name]) => name)

/** Numerical Recipes' generator: enough for data that only have to look alike on every run. */
const dice = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** As Excel in Portuguese saves it: semicolons and decimal commas. */
export const plantCsv = (rows = 400): string => {
  const roll = dice(7)
  const write = (value: number) => value.toFixed(2).replace('.', ',')
  const lines = Array.from({ length: rows }, () => {
    const deviations = columns.map(() => roll() * 2 - 1)
    const effects = columns.map(([, , , effect], index) => effect * (deviations[index] ?? 0))
    const output = effects.reduce((sum, effect) => sum + effect, 410 + 14 * (roll() * 2 - 1))
    return [...columns.map(([, middle, spread], index) => middle + spread * (deviations[index] ?? 0)), output]
      .map(write)
      .join(';')
  })
  return [[...plantVariables, plantTarget].join(';'), ...lines].join('\r\n')
}

const sentences = {
  increases: 'Valores maiores tendem a aumentar o alvo',
  decreases: 'Valores maiores tendem a reduzir o alvo',
  nonmonotonic: 'O efeito depende da faixa',
}

/** What a model service of today says about it. */
export const plantRanking = plantVariables.map((feature, index) => {
  const weight = 0.62 ** index
  const code = index === 2 ? 'decreases' : index === 3 ? 'nonmonotonic' : 'increases'
  return {
    feature,
    score_final: weight,
    importance_shap_mean_abs: 23.4 * weight,
    importance_native: weight / 3,
    shap_norm: weight,
    native_norm: weight,
    direction: sentences[code],
    direction_code: code,
  }
})

export const plantMetrics = { r2: 0.914, mae: 5.02, rmse: 6.88, n_train: 320, n_test: 80, n_features: 12 }
