import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'

const documents = ['*.md', 'docs/**/*.md', 'packages/*/*.md']
/** What looks like a path of this repository: a known top folder, or a relative link. */
const mention = /`((?:apps|packages|docs|tooling)\/[\w./-]+)`|\]\((?!https?:|#)([^)#\s]+)/g

/** Paths and links in the documents that lead nowhere. */
export const findDeadPaths = (root: string): string[] =>
  globSync(documents, { cwd: root, exclude: (name) => name.includes('node_modules') }).flatMap((document) => {
    const text = readFileSync(path.join(root, document), 'utf8')
    return [...text.matchAll(mention)].flatMap(([, inRoot, linked]) => {
      const target = inRoot ?? path.join(path.dirname(document), linked ?? '')
      return existsSync(path.join(root, target)) ? [] : [`${document}: ${inRoot ?? linked}`]
    })
  })
