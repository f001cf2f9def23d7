import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { formatReport, runConformance, startReceiver } from './index.ts'

const usage = `Checks a running model service against the contract.

  node packages/model-service/src/conformance/main.ts URL [options]

  --callback-host HOST   address this machine has for the service (127.0.0.1)
  --callback-port PORT   port the callbacks are received on (any)
  --timeout SECONDS      how long one training may last (120)
`

const read = () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'callback-host': { type: 'string', default: '127.0.0.1' },
      'callback-port': { type: 'string', default: '0' },
      timeout: { type: 'string', default: '120' },
    },
  })
  const [baseUrl, ...more] = positionals
  const [port, seconds] = [Number(values['callback-port']), Number(values.timeout)]
  if (!baseUrl || more.length > 0 || !URL.canParse(baseUrl)) throw new Error('Give the address of one service.')
  if (!Number.isInteger(port) || !(seconds > 0)) throw new Error('Ports and seconds are numbers.')
  return { baseUrl, host: values['callback-host'], port, patience: seconds * 1_000 }
}

const main = async (): Promise<number> => {
  let options: ReturnType<typeof read>
  try {
    options = read()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
  const { baseUrl, patience } = options
  await using receiver = await startReceiver(options.host, options.port)
  const report = await runConformance({ baseUrl, receiver, patience, newToken: randomUUID })
  process.stdout.write(formatReport(report))
  return report.conforms ? 0 : 1
}

process.exitCode = await main()
