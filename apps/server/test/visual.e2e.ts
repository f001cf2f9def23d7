import { beforeAll, describe, expect, test } from 'vitest'
import { pictureFault } from './support/picture.ts'
import { mainScreens, openScreen } from './support/screens.ts'
import { seed, type Seed } from './support/seed.ts'
import { heading, openPanel } from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { nameOf, variant } from './support/variant.ts'

/** The main screens against their committed pictures in `visual/`; `support/picture.ts` says what may differ. */

const stage = useStage({ scripted: true })

const shapes = [
  { shape: 'wide', look: variant('pt-BR', 'light', 1440) },
  { shape: 'narrow', look: variant('en', 'dark', 360) },
].map((each) => ({ ...each, title: nameOf(each.look) }))

test.each(shapes)('an empty installation looks as it did: $title', async ({ shape, look }) => {
  const at = await stage().visit(look, { font: true })
  await openPanel(at)
  await heading(at, at.words.emptyInstallation).waitFor()
  expect(await pictureFault(at.page, `empty-${shape}`)).toBeUndefined()
})

describe('after some analyses', () => {
  let seeded: Seed
  beforeAll(async () => {
    seeded = await seed(stage())
  })

  const cases = mainScreens.flatMap((screen) => shapes.map((each) => ({ screen, ...each })))

  test.each(cases)('$screen.name looks as it did: $title', async ({ screen, shape, look }) => {
    const at = await stage().visit(look, { font: true })
    await openScreen(at, screen, seeded)
    expect(await pictureFault(at.page, `${screen.name}-${shape}`)).toBeUndefined()
  })
})
