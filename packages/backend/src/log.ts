import { pino, type DestinationStream, type Logger } from 'pino'
import { redact } from './redact.ts'

/** JSON lines on standard output. Callback tokens are cut out of whole lines: an error may quote an address anywhere. */
export const createLog = (level: string, destination: DestinationStream = pino.destination(1)): Logger =>
  pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      base: { service: 'server' },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redact },
    },
    destination,
  )
