/** What is counted while the server works. */
export interface Metrics {
  request: (labels: RequestLabels, seconds: number) => void
  /** `outcome`: that of the delivery log, or the error's code where no training was reached. */
  callback: (outcome: string) => void
  modelCall: (labels: ModelCallLabels, seconds: number) => void
  /** Bytes of an upload, as they arrive. */
  received: (bytes: number) => void
}

/** Every label is one of a closed set, whatever a caller sends: series are kept for ever, and read by others. */
export interface RequestLabels {
  /** The route's template, or `other` for an address that is none. */
  route: string
  method: string
  status_class: string
}

export interface ModelCallLabels {
  op: 'create' | 'delete' | 'train' | 'ranking'
  /** `ok`, the kind of the failure, or `other` for what was no fault of the service. */
  outcome: string
}

/** Where nobody reads them. */
export const noMetrics: Metrics = {
  request: () => {},
  callback: () => {},
  modelCall: () => {},
  received: () => {},
}
