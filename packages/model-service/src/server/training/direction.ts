import type { DirectionCode } from '@alavanca/contract'

/**
 * How a variable goes with the target, in Portuguese. Only association is claimed, and neither direction is called
 * good or bad: the target may be output or scrap.
 */
export const directionSentence = (code: DirectionCode, feature: string, target: string): string => {
  switch (code) {
    case 'increases':
      return `Quando ${feature} aumenta, ${target} tende a aumentar.`
    case 'decreases':
      return `Quando ${feature} aumenta, ${target} tende a diminuir.`
    case 'nonmonotonic':
      return `Quando ${feature} muda, ${target} tende a mudar, mas não em um só sentido.`
    case 'categorical':
      return `${target} tende a ser diferente conforme a categoria de ${feature}.`
    case 'none':
      return `Não se percebe relação entre ${feature} e ${target} nestes dados.`
  }
}
