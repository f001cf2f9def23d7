export { catalogue, type CheckId } from './catalogue.ts'
export { type Delivery, type Receiver, startReceiver } from './receiver.ts'
export { type CheckResult, formatReport, type Report } from './report.ts'
export { type ConformanceOptions, runConformance } from './run.ts'
