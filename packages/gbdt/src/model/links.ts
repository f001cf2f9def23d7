import type { Opened } from './layout.ts'

/** Longer paths are no model: explaining one takes room for the square of its features. */
const MAX_PATH = 1024

function fail(what: string): never {
  throw new RangeError(`damaged model: ${what}`)
}

/**
 * Makes sure that whatever the numbers are, every walk ends in a leaf and reads within the arrays: children stand behind
 * their parent and have one parent only, so that a tree is a tree; paths, features and bitsets are within bounds.
 */
export function checkLinks(model: Opened): void {
  const { feature, left, right, categories, roots, known, words, leafValue, features } = model
  const splits = feature.length
  const depth = new Uint16Array(splits)
  const met = new Uint8Array(leafValue.length)
  const enter = (node: number, above: number, depthOf: number): boolean => {
    if (node >= 0) {
      if (!(node > above && node < splits) || depth[node] !== 0 || depthOf > MAX_PATH) return false
      depth[node] = depthOf
      return true
    }
    if (met[~node] !== 0) return false
    met[~node] = 1
    return true
  }
  const bitset = (at: number): boolean => at === -1 || (at >= 0 && at < words.length && at + words[at]! < words.length)
  for (const root of roots) if (!enter(root, -1, 1)) fail(`tree root ${root}`)
  for (const at of known) if (!bitset(at)) fail(`known categories at ${at}`)
  for (let i = 0; i < splits; i++) {
    if (!enter(left[i]!, i, depth[i]! + 1)) fail(`left child ${left[i]} of split ${i}`)
    if (!enter(right[i]!, i, depth[i]! + 1)) fail(`right child ${right[i]} of split ${i}`)
    if (!(feature[i]! >= 0 && feature[i]! < features)) fail(`feature ${feature[i]} of split ${i}`)
    if (!bitset(categories[i]!)) fail(`categories at ${categories[i]} of split ${i}`)
  }
}
