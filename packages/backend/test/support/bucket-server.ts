import S3rver from '@20minutes/s3rver'
import { DUMMY_ACCOUNT } from '@20minutes/s3rver/lib/models/account.js'
import crypto from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BucketSettings } from '../../src/files/bucket/settings.ts'
import { FaultyLine } from './faulty-line.ts'

const bucketName = 'arquivos'
const keyPair = { accessKeyId: 'CHAVE', secretAccessKey: 'segredo-que-ninguem-le' }
DUMMY_ACCOUNT.createKeyPair(keyPair.accessKeyId, keyPair.secretAccessKey)
const objectSuffix = '._S3rver_object'

/** s3rver 5 pages through a listing with single DES, which OpenSSL 3 no longer has; triple DES with one key is the same. */
const { createCipheriv, createDecipheriv } = crypto
const tripled = (key: Buffer): Buffer => Buffer.concat([key, key, key])
Object.assign(crypto, {
  createCipheriv: (name: string, key: Buffer, iv: Buffer) =>
    name === 'des' ? createCipheriv('des-ede3-cbc', tripled(key), iv) : createCipheriv(name, key, iv),
  createDecipheriv: (name: string, key: Buffer, iv: Buffer) =>
    name === 'des' ? createDecipheriv('des-ede3-cbc', tripled(key), iv) : createDecipheriv(name, key, iv),
})

/** An S3 server that checks signatures, behind a line that the test can disturb. */
export class BucketServer implements AsyncDisposable {
  readonly line: FaultyLine
  /** Keeps one byte less of each object than was put. */
  shortens = false
  readonly #server: S3rver
  readonly #folder: string

  static async start(): Promise<BucketServer> {
    const directory = mkdtempSync(path.join(tmpdir(), 'alavanca-bucket-'))
    const server = new S3rver({
      address: '127.0.0.1',
      port: 0,
      directory,
      silent: true,
      vhostBuckets: false,
      configureBuckets: [{ name: bucketName }],
    })
    complete(server, path.join(directory, bucketName, '._S3rver_uploads'))
    let self: BucketServer | undefined
    server.middleware.splice(-1, 0, async (ctx, next) => {
      await next()
      const file = path.join(directory, ctx.path + objectSuffix)
      if (self?.shortens && ctx.method === 'PUT') truncateSync(file, statSync(file).size - 1)
    })
    const line = new FaultyLine((await server.run()).port)
    await line.up()
    self = new BucketServer(server, line, directory)
    return self
  }

  private constructor(server: S3rver, line: FaultyLine, folder: string) {
    this.#server = server
    this.line = line
    this.#folder = folder
  }

  get settings(): BucketSettings {
    return {
      endpoint: `http://127.0.0.1:${this.line.port}`,
      region: 'us-east-1',
      bucket: bucketName,
      ...keyPair,
    }
  }

  /** Names of all objects there are. */
  get objects(): string[] {
    const found = readdirSync(path.join(this.#folder, bucketName), { recursive: true, encoding: 'utf8' })
    return found.filter((name) => name.endsWith(objectSuffix)).map((name) => name.slice(0, -objectSuffix.length))
  }

  /** Ids of uploads in parts that were neither completed nor aborted. */
  get unfinished(): string[] {
    return listUnfinished(path.join(this.#folder, bucketName, '._S3rver_uploads')).map(({ id }) => id)
  }

  /** Puts an object there past the server. */
  plant(name: string, content: string): void {
    const file = path.join(this.#folder, bucketName, name + objectSuffix)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  /** Takes an object away past the server. */
  lose(name: string): void {
    rmSync(path.join(this.#folder, bucketName, name + objectSuffix))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.line.down()
    this.#server.httpServer.closeAllConnections()
    await this.#server.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/**
 * What s3rver lacks of S3: to list uploads in parts that are not completed, to abort one, and to keep the slash after a
 * bucket's name when it checks a signature.
 */
const complete = (server: S3rver, folder: string): void => {
  const list = (prefix: string): string => {
    const found = listUnfinished(folder).filter(({ key }) => key.startsWith(prefix))
    const uploads = found.map(
      ({ id, key, initiated }) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated.toISOString()}</Initiated></Upload>`,
    )
    return `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`
  }
  server.middleware.splice(-1, 0, async (ctx, next) => {
    const { uploadId, uploads, prefix } = ctx.query
    if (ctx.method === 'DELETE' && uploadId !== undefined) {
      rmSync(path.join(folder, path.basename(uploadId)), { recursive: true, force: true })
      ctx.status = 204
    } else if (ctx.method === 'GET' && uploads !== undefined) {
      ctx.type = 'application/xml'
      ctx.body = list(prefix ?? '')
    } else {
      if (/^\/[^/]+\/$/.test(ctx.path)) Object.assign(ctx, { mountPath: '/', state: { ...ctx.state, vhost: true } })
      await next()
    }
  })
}

const listUnfinished = (folder: string): { id: string; key: string; initiated: Date }[] => {
  const ids = existsSync(folder) ? readdirSync(folder) : []
  return ids.flatMap((id) => {
    const file = path.join(folder, id, 'key')
    // A part that comes after the end makes the folder anew, and can be completed no more.
    return existsSync(file) ? [{ id, key: readFileSync(file, 'utf8'), initiated: statSync(file).mtime }] : []
  })
}
