import { type Direction, glyphs, tones } from './direction.ts'
import type { Bars } from './prepare-ranking.ts'

/** An image leaves the page: it is drawn on white, in the colours of the light theme. */
const colours = {
  text: '#17202b',
  muted: '#55606e',
  line: '#dfe3e8',
  fill: { up: '#0072b2', down: '#d55e00', flat: '#6b7280', rest: '#c9cfd7' },
  word: { up: '#0072b2', down: '#b45309', flat: '#5b6370' },
}

const width = 1200
const margin = 40
const row = 48
const head = 116
const foot = 64
const column = { name: 76, bar: 350, share: 850, direction: 880 }
const longest = 34

export interface ChartWords {
  title: string
  context: string
  caution: string
  others: (count: number) => string
  share: (share: number) => string
  direction: (direction: Direction) => string
}

export interface ChartImage {
  width: number
  height: number
  svg: string
}

/** The bars as an image that stands by itself: what `prepareBars` decided, with title, context and caution. */
export const drawChart = ({ leading, rest }: Bars, words: ChartWords): ChartImage => {
  const lines = leading.map((bar, index) => {
    const tone = tones[bar.direction.kind]
    return [
      line(index, { name: bar.name, share: words.share(bar.share), length: bar.length, fill: colours.fill[tone] }),
      text(margin, middle(index), String(bar.position), { fill: colours.muted }),
      cell(column.direction, index, `${glyphs[bar.direction.kind]} ${words.direction(bar.direction)}`, {
        fill: colours.word[tone],
      }),
    ].join('')
  })
  if (rest !== null) {
    const name = words.others(rest.count)
    lines.push(
      line(lines.length, { name, share: words.share(rest.share), length: rest.length, fill: colours.fill.rest }),
    )
  }
  const height = head + lines.length * row + foot
  const body = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(margin, 52, shorten(words.title, 90), { fill: colours.text, size: 26, weight: 700 }),
    text(margin, 84, shorten(words.context, 150), { fill: colours.muted, size: 15 }),
    ...lines,
    text(margin, height - 26, words.caution, { fill: colours.muted, size: 14 }),
  ].join('')
  const box = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const font = `font-family="system-ui, 'Segoe UI', Roboto, Arial, sans-serif"`
  return { width, height, svg: `<svg xmlns="http://www.w3.org/2000/svg" ${box} ${font}>${body}</svg>` }
}

interface Line {
  name: string
  share: string
  length: number
  fill: string
}

const line = (index: number, { name, share, length, fill }: Line): string => {
  const full = column.share - column.bar - 90
  const top = head + index * row
  return [
    index === 0 ? '' : `<path d="M${margin} ${top}H${width - margin}" stroke="${colours.line}"/>`,
    cell(column.name, index, name, { fill: colours.text, weight: 600 }),
    `<rect x="${column.bar}" y="${top + 14}" width="${Math.max(length * full, 2)}" height="20" rx="3" fill="${fill}"/>`,
    text(column.share, middle(index), share, { fill: colours.text, weight: 600, anchor: 'end' }),
  ].join('')
}

const middle = (index: number): number => head + index * row + row / 2 + 6

interface Look {
  fill: string
  size?: number
  weight?: number
  anchor?: 'start' | 'end'
}

const text = (x: number, y: number, content: string, { fill, size = 17, weight = 400, anchor = 'start' }: Look) =>
  `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${escape(content)}</text>`

/** A text that is cut at the edge of its column, however wide its letters are. */
const cell = (x: number, index: number, content: string, look: Look): string => {
  const room = x === column.name ? column.bar - column.name - 12 : width - margin - x
  const box = `x="${x}" y="${head + index * row}" width="${room}" height="${row}"`
  return `<svg ${box} overflow="hidden">${text(0, row / 2 + 6, shorten(content, longest), look)}</svg>`
}

const shorten = (content: string, limit: number): string => {
  const letters = Array.from(content)
  return letters.length > limit ? `${letters.slice(0, limit - 1).join('')}…` : content
}

/** What XML has no way of writing at all. */
// oxlint-disable-next-line no-control-regex
const unwritable = /[\0-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

const escape = (content: string): string =>
  content
    .toWellFormed()
    .replaceAll(unwritable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
