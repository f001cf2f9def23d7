/** Parts of a result that links and the walk-through lead to; ids in the page and its addresses. */
export const resultAnchors = {
  answer: 'resposta',
  insights: 'variaveis',
  quality: 'confiabilidade',
  table: 'tabela',
} as const
