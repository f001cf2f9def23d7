/** What our own model service calls its stages; other services have words of their own, shown as received. */
const stages = ['reading', 'preparing', 'boosting', 'explaining'] as const

export const knownStage = (stage: string): (typeof stages)[number] | undefined =>
  stages.find((known) => known === stage)
