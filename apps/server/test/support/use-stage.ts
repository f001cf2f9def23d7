import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { killServers } from './server.ts'
import { Stage } from './stage.ts'

/** One stage for the tests of a file; each of them ends with pages that complained about nothing. */
export const useStage = (options: { scripted?: boolean } = {}): (() => Stage) => {
  let stage: Stage | undefined
  beforeAll(async () => {
    stage = await Stage.open({ ...options, startedOnce: inject('startedOnce') })
  })
  afterEach(async () => {
    expect(await stage?.clear()).toEqual([])
  })
  afterAll(async () => {
    await stage?.close()
    await killServers()
  })
  return () => {
    if (!stage) throw new Error('the stage is open only while the tests of its file run')
    return stage
  }
}
