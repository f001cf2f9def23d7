import type { Training } from '@alavanca/contract'

interface Page {
  items: Training[]
  nextCursor: string | null
}

/**
 * The result to compare with: of the analyses before this one, the latest that was completed for the same target.
 * Figures and ranks of another target are of another question.
 *
 * @param list the machine's analyses page by page, the latest first
 */
export const findPrevious = async (
  list: (cursor: string | null) => Promise<Page>,
  { trainingId, target }: { trainingId: number; target: string },
): Promise<Training | null> => {
  let cursor: string | null = null
  do {
    const page: Page = await list(cursor)
    const found = page.items.find(
      (training) => training.id < trainingId && training.state === 'completed' && training.target === target,
    )
    if (found) return found
    cursor = page.nextCursor
  } while (cursor !== null)
  return null
}
