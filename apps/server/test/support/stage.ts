import { freePort } from '@alavanca/postgres/port'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '@alavanca/browser'
import { ScriptedModelService } from './model-service.ts'
import { complaintsOf, openVisitor, type Visitor, type VisitorOptions } from './visitor.ts'
import { startServer, type ServerProcess } from './server.ts'
import type { Variant } from './variant.ts'

interface StageOptions {
  /** A model service that the test plays, in place of the embedded one. */
  scripted?: boolean
  /** A data folder to begin with, in place of an empty one. */
  startedOnce?: string
}

/** A server process on empty data, a browser, and whoever visits. */
export class Stage {
  readonly service: ScriptedModelService
  readonly browser: Browser
  readonly #server: ServerProcess
  readonly #folder: string
  readonly #visitors: Visitor[] = []

  private constructor(service: ScriptedModelService, browser: Browser, server: ServerProcess, folder: string) {
    this.service = service
    this.browser = browser
    this.#server = server
    this.#folder = folder
  }

  static async open({ scripted = false, startedOnce }: StageOptions = {}): Promise<Stage> {
    const folder = mkdtempSync(path.join(tmpdir(), 'alavanca-stage-'))
    if (startedOnce !== undefined) cpSync(startedOnce, folder, { recursive: true })
    const service = new ScriptedModelService()
    await service.start()
    const server = startServer({
      DATA_DIR: folder,
      PORT: String(await freePort()),
      ...(scripted ? { RELEVANCE_SERVICE_API_URL: service.url } : {}),
    })
    const [browser] = await Promise.all([launchBrowser(), server.ready])
    return new Stage(service, browser, server, folder)
  }

  get url(): string {
    return this.#server.url
  }

  /** Another visitor, with a browser profile of their own. */
  async visit(variant: Variant, options: VisitorOptions = {}): Promise<Visitor> {
    const visitor = await openVisitor(this.browser, this.url, variant, options)
    this.#visitors.push(visitor)
    return visitor
  }

  /** Sends everybody home; gives what their pages complained about. */
  async clear(): Promise<string[]> {
    const visitors = this.#visitors.splice(0)
    await Promise.all(visitors.map(({ context }) => context.close()))
    return visitors.flatMap(complaintsOf)
  }

  async close(): Promise<void> {
    await this.browser.close()
    this.#server.child.kill('SIGTERM')
    await this.#server.ended
    await this.service.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
