import { beforeAll, describe, expect, test, vi } from 'vitest'
import { axeFaults } from './support/axe.ts'
import { overflow, quiet } from './support/layout.ts'
import { patient } from './support/patient.ts'
import { roleFaults } from './support/roles.ts'
import { addresses, everyScreen, mainScreens, openScreen } from './support/screens.ts'
import { seed, type Seed } from './support/seed.ts'
import { bars, heading, machinePath, openPanel, table, variablesListed } from './support/steps.ts'
import { useStage } from './support/use-stage.ts'
import { looks, nameOf, variant } from './support/variant.ts'
import type { Visitor } from './support/visitor.ts'

/** Everybody can use every screen: WCAG 2.2 A and AA by axe, screen readers, addresses, zoom and paper. */

const stage = useStage({ scripted: true })

/** Charts take the width that they are given a moment after they are given it, so this is asked again. */
const fit = async ({ page }: Visitor, name: string) => ({ name, overflow: await overflow(page) })

const titled = looks.map((look) => ({ look, title: nameOf(look) }))

test.each(titled)('an empty installation has no fault: $title', async ({ look }) => {
  const at = await stage().visit(look)
  await openPanel(at)
  await heading(at, at.words.emptyInstallation).waitFor()
  expect(await axeFaults(at.page)).toEqual([])
  expect(await roleFaults(at.page)).toEqual([])
})

describe('after some analyses', () => {
  let seeded: Seed
  beforeAll(async () => {
    seeded = await seed(stage())
  })

  // Every screen in both languages and both themes; those that are looked at most in every pair of them.
  const rounds = titled.map((each, round) => ({ ...each, screens: round % 2 === 0 ? everyScreen : mainScreens }))

  test.each(rounds)('no screen has a fault or scrolls sideways: $title', async ({ look, screens }) => {
    const at = await stage().visit(look)
    for (const screen of screens) {
      await openScreen(at, screen, seeded)
      const faults = [...(await axeFaults(at.page)), ...(await roleFaults(at.page))]
      const { name } = screen
      expect({ name, faults }).toEqual({ name, faults: [] })
      await vi.waitFor(async () => expect(await fit(at, name)).toMatchObject({ overflow: 0 }), patient)
    }
  })

  test('the parts of a result have the names that are read aloud', async () => {
    const at = await stage().visit(variant('pt-BR', 'light', 1440))
    const { page, words } = at
    await openPanel(at, machinePath(seeded.done))
    expect(await bars(at).first().getAttribute('aria-label')).toMatch(
      /^1ª: \u2068?Temperatura da zona 2 \(°C\)\u2069?, 38,1% da influência\. \u2068?Aumenta o alvo\u2069?\.$/,
    )
    expect(await bars(at).last().getAttribute('aria-label')).toBe('Demais 2 variáveis: 0,5% da influência.')
    for (const name of [words.ranking, words.insights, words.quality, words.table]) {
      await page.getByRole('region', { name, exact: true }).waitFor()
    }
    expect(await table(at).getByRole('columnheader').allInnerTexts()).toHaveLength(5)
    await page.getByRole('status').getByText(`Situação da máquina: ${words.completed}`, { exact: true }).waitFor()
  })

  test('every address leads to the same screen again', async () => {
    const at = await stage().visit(variant('en', 'dark', 1440))
    for (const screen of addresses) {
      await openScreen(at, screen, seeded)
      const address = at.page.url()
      await at.page.reload()
      await screen.ready(at)
      expect(at.page.url()).toBe(address)
    }
  })

  test('enlarged to 200 %, nothing is cut off or has to be scrolled sideways', async () => {
    const at = await stage().visit(variant('en', 'light', 1440), { zoom: 2 })
    for (const screen of mainScreens) {
      await openScreen(at, screen, seeded)
      await vi.waitFor(async () => expect(await fit(at, screen.name)).toMatchObject({ overflow: 0 }), patient)
    }
  })

  test('a result fits every width', async () => {
    const at = await stage().visit(variant('pt-BR', 'dark', 1440))
    await openPanel(at, machinePath(seeded.done))
    await bars(at).first().waitFor()
    for (const width of [320, 480, 768, 1024, 1920, 2560]) {
      await at.page.setViewportSize({ width, height: 900 })
      await vi.waitFor(async () => expect(await fit(at, `${width} px`)).toMatchObject({ overflow: 0 }), patient)
    }
  })

  test('a printed result has the sentence, every bar and every row', async () => {
    const at = await stage().visit(variant('pt-BR', 'dark', 360))
    await openPanel(at, machinePath(seeded.done))
    await bars(at).first().waitFor()
    expect(await variablesListed(at, 12)).toBe(12)
    await at.page.emulateMedia({ media: 'print' })
    await at.page.setViewportSize({ width: 794, height: 1123 })
    await quiet(at.page)
    const rows = table(at).getByRole('row')
    for (const line of [...(await bars(at).all()), ...(await rows.all())]) expect(await line.isVisible()).toBe(true)
    expect(await bars(at).count()).toBe(11)
    expect(await rows.count()).toBe(1 + 12)
    await vi.waitFor(async () => expect(await fit(at, 'paper')).toMatchObject({ overflow: 0 }), patient)
    expect(await at.page.getByRole('button', { name: at.words.deleteMachine }).isVisible()).toBe(false)
  })
})
