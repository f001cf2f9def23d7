import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodePicture, takePicture } from './support/picture.ts'
import { plantCsv, plantTarget } from './support/plant.ts'
import { makeMachine, settled, startTraining } from './support/rest.ts'
import { plantFile, seed } from './support/seed.ts'
import { Stage } from './support/stage.ts'
import {
  chooseTarget,
  createMachine,
  csvFile,
  fileInput,
  heading,
  machineLink,
  machinePath,
  openPanel,
  openPart,
  resultShown,
} from './support/steps.ts'
import { variant } from './support/variant.ts'
import type { Visitor } from './support/visitor.ts'

/** Makes the pictures of docs/images, on throw-away data and in Portuguese. */

const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url))
const look = { font: true, height: 860 }
const light = variant('pt-BR', 'light', 1440)
const dark = variant('pt-BR', 'dark', 1440)
const telephone = variant('pt-BR', 'dark', 360)

const shoot = async ({ page }: Visitor, name: string, { fullPage = false } = {}): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${name}.png`)
  writeFileSync(file, encodePicture(await takePicture(page, { fullPage })))
  process.stdout.write(`${file}\n`)
}

/** With the model service that comes with the product: the sample, a plant that was analysed twice, a new machine. */
const shootStory = async (stage: Stage): Promise<void> => {
  const at = await stage.visit(light, look)
  await openPanel(at)
  await heading(at, at.words.emptyInstallation).waitFor()
  await shoot(at, 'first-run')
  await at.page.getByRole('button', { name: at.words.trySample }).click()
  await resultShown(at)
  await at.page.getByRole('button', { name: at.words.endTour }).click()

  const plant = await makeMachine(stage.url, 'Extrusora 3')
  for (const rows of [300, 400]) {
    await startTraining(stage.url, plant, { ...plantFile, content: plantCsv(rows) })
    await settled(stage.url, plant)
  }
  await openPanel(at, machinePath(plant))
  await resultShown(at)
  await heading(at, at.words.comparison).waitFor()
  await shoot(at, 'result')
  await openPart(at, 'history')
  await at.page.getByRole('list', { name: at.words.history }).getByRole('link').last().waitFor()
  await shoot(at, 'history')

  await openPanel(at)
  await createMachine(at, 'Misturador 7')
  await fileInput(at).setInputFiles(csvFile(plantFile.fileName, plantCsv()))
  await chooseTarget(at, plantTarget)
  await at.page.getByRole('figure').first().waitFor()
  await shoot(at, 'file', { fullPage: true })

  const night = await stage.visit(dark, look)
  await openPanel(night, machinePath(plant))
  await resultShown(night)
  await shoot(night, 'result-dark')
}

/** With one that the script plays: what went wrong, and machines in every status. */
const shootStatuses = async (stage: Stage): Promise<void> => {
  const seeded = await seed(stage)
  const at = await stage.visit(light, look)
  await openPanel(at)
  await machineLink(at, 'Extrusora 3').waitFor()
  await shoot(at, 'machines')
  await openPanel(at, machinePath(seeded.failed))
  await at.page.getByRole('alert').filter({ hasText: at.words.lastFailed }).waitFor()
  await shoot(at, 'failed')
  const inHand = await stage.visit(telephone, look)
  await openPanel(inHand)
  await machineLink(inHand, 'Extrusora 3').waitFor()
  await shoot(inHand, 'telephone')
}

for (const { scripted, act } of [
  { scripted: false, act: shootStory },
  { scripted: true, act: shootStatuses },
]) {
  const stage = await Stage.open({ scripted })
  try {
    await act(stage)
    const complaints = await stage.clear()
    if (complaints.length > 0) throw new Error(`the pages complained:\n${complaints.join('\n')}`)
  } finally {
    await stage.close()
  }
}
