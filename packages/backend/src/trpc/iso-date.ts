const day = 86_400_000
const digits = (count: number, width: number) => Array.from({ length: count }, (_, n) => String(n).padStart(width, '0'))
const two = digits(60, 2)
const three = digits(1_000, 3)

let lastDay = Number.NaN
let lastText = ''

/** What `toISOString` gives, at a quarter of its cost: the dates of an answer are of few days. */
export const toIso = (date: Date): string => {
  const time = date.getTime()
  const thisDay = Math.floor(time / day)
  if (thisDay !== lastDay) {
    const text = date.toISOString()
    lastText = text.slice(0, text.indexOf('T') + 1)
    lastDay = thisDay
  }
  const ms = time - thisDay * day
  const seconds = Math.floor(ms / 1_000)
  return `${lastText}${two[Math.floor(seconds / 3_600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}.${three[ms % 1_000]}Z`
}
