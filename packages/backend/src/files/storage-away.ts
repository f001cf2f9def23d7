import { AppError } from '../errors.ts'

/**
 * The bucket did not answer, or not as it should: not known to be lost, so whoever needs it tries again later. The
 * cause is a copy without the library's fields, which repeat the signed request.
 */
export class StorageAway extends AppError {
  constructor(error: unknown) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    super(
      'unavailable',
      'The file storage cannot be reached; try again shortly.',
      {},
      { cause: new Error(`${name}: ${message}`) },
    )
  }
}
