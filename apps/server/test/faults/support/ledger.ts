/** A 2xx of an upload: from then on the file and its training are the server's to keep. */
export interface Promised {
  trainingId: number
  machineId: number
  sha256: string
}

/** What clients were told, kept outside the system: at its end it is held against the database and the files. */
export class Ledger {
  readonly uploads: Promised[] = []
  /** Final states that answers to callbacks named, by training. */
  readonly outcomes = new Map<number, Set<string>>()

  promise(upload: Promised): void {
    this.uploads.push(upload)
  }

  /** A callback was answered with the outcome that stands. */
  outcome(trainingId: number, status: string): void {
    if (status !== 'completed' && status !== 'failed') return
    this.outcomes.set(trainingId, (this.outcomes.get(trainingId) ?? new Set()).add(status))
  }
}
