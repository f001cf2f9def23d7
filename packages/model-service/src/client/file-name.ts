const longest = 100

/** A file name that every service can take: ASCII letters, digits, `.`, `_` and `-`, ending in `.csv`. */
export const toCsvFileName = (name: string): string => {
  const stem = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\.csv$/i, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, longest)
  return `${stem || 'data'}.csv`
}
