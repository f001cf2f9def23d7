import { parentPort } from 'node:worker_threads'
import { help } from '../src/index.ts'

parentPort?.on('message', help)
