/** All numbers and dates of the panel; nothing else calls Intl. */
export interface Format {
  /** Counts: grouped, no decimals. */
  count: (value: number) => string
  /** Measured values: three significant digits, or all those before the decimal mark. */
  figure: (value: number) => string
  /** Figures of one column: as many decimals for all as the largest needs to show three digits. */
  aligned: (values: readonly number[]) => (value: number) => string
  /** A share from 0 to 1, with one decimal. */
  share: (value: number) => string
  /** A share from 0 to 1 without decimals, never rounded up: 100 % is said only of 1. */
  wholePercent: (value: number) => string
  /** R² and the like: two decimals, never rounded up to 1. */
  score: (value: number) => string
  /** The difference of two scores as they are written: 0,98 and 0,99 are 0,01 apart, whatever was cut off. */
  scoreChange: (before: number, now: number) => string
  /** A difference, with its sign; `write` is what its two sides are written with. */
  signed: (value: number, write: (value: number) => string) => string
  /** Names in the order of the language, "v2" before "v10". */
  compare: (a: string, b: string) => number
  bytes: (value: number) => string
  dateTime: (value: Date) => string
  /** "há 5 minutos", "5 minutes ago". */
  relative: (value: Date, now: Date) => string
  /** Time between two moments: "45 s", "3 min 20 s". */
  duration: (from: Date, to: Date) => string
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

const relativeUnits = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** Towards −∞, after removing the dust of binary fractions: 0.29 × 100 is 28.999999999999996. */
const floorTo = (value: number, unit: number): number => Math.floor(Number((value * unit).toPrecision(12))) / unit

export const createFormat = (locale: string, timeZone?: string): Format => {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
  const count = number({ maximumFractionDigits: 0 })
  const figure = number({ maximumSignificantDigits: 3 })
  const extreme = number({ notation: 'scientific', maximumSignificantDigits: 3 })
  const share = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const whole = number({ style: 'percent', maximumFractionDigits: 0 })
  const score = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const sizes = byteUnits.map((unit) =>
    number({ style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: 1 }),
  )
  const seconds = number({ style: 'unit', unit: 'second', unitDisplay: 'narrow' })
  const minutes = number({ style: 'unit', unit: 'minute', unitDisplay: 'short' })
  const hours = number({ style: 'unit', unit: 'hour', unitDisplay: 'short' })
  const dateTime = new Intl.DateTimeFormat(locale, {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const collator = new Intl.Collator(locale, { numeric: true })

  const writeScore = (value: number): string => score.format(floorTo(value, 100))
  const signed: Format['signed'] = (value, write) => {
    const size = write(Math.abs(value))
    if (size === write(0)) return size
    return `${value < 0 ? '−' : '+'}${size}`
  }

  return {
    count: (value) => count.format(value),
    figure: (value) => {
      const size = Math.abs(value)
      if (size !== 0 && (size < 1e-4 || size >= 1e12)) return extreme.format(value)
      return size >= 100 ? count.format(value) : figure.format(value)
    },
    aligned: (values) => {
      const largest = Math.max(0, ...values.map(Math.abs))
      const decimals = largest === 0 ? 0 : Math.min(Math.max(2 - Math.floor(Math.log10(largest)), 0), 6)
      const fixed = number({ minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      return (value) => fixed.format(value)
    },
    share: (value) => share.format(value),
    wholePercent: (value) => whole.format(floorTo(value, 100)),
    score: writeScore,
    scoreChange: (before, now) => signed(floorTo(now, 100) - floorTo(before, 100), (value) => score.format(value)),
    signed,
    compare: collator.compare,
    bytes: (value) => {
      const step = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), byteUnits.length - 1)
      return sizes[step]?.format(value / 1000 ** step) ?? ''
    },
    dateTime: (value) => dateTime.format(value),
    relative: (value, now) => {
      const elapsed = (value.getTime() - now.getTime()) / 1000
      const unit = relativeUnits.find(([, length]) => Math.abs(elapsed) >= length)
      return unit ? relative.format(Math.trunc(elapsed / unit[1]), unit[0]) : relative.format(0, 'second')
    },
    duration: (from, to) => {
      const total = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000))
      const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60]
      if (h > 0) return `${hours.format(h)} ${minutes.format(m)}`
      return m > 0 ? `${minutes.format(m)} ${seconds.format(s)}` : seconds.format(s)
    },
  }
}
