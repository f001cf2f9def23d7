/** How to reach a bucket; all five come from the environment. */
export interface BucketSettings {
  /** Without a slash at its end. */
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}
