/** The element, which must exist. */
export function at<T>(list: { readonly [index: number]: T }, index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`nothing at ${index}`)
  return value
}
