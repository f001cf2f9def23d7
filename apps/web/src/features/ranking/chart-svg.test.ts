import { expect, it } from 'vitest'
import { type ChartWords, drawChart } from './chart-svg.ts'
import { prepareBars } from './prepare-ranking.ts'
import { entry } from './testing/factories.ts'

const words: ChartWords = {
  title: 'Ranking',
  context: 'Target',
  caution: 'Association',
  others: (count) => `${count} others`,
  share: (share) => `${share * 100} %`,
  direction: ({ kind }) => kind,
}

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '')

it('draws a line for each bar, with its figure and its direction, and says what it is about', () => {
  const bars = prepareBars([entry(1, 3, { directionCode: 'increases' }), entry(2, 1, { directionCode: 'decreases' })])
  const { svg } = drawChart(bars, words)
  expect(texts(svg)).toEqual([
    'Ranking',
    'Target',
    'v1',
    '75 %',
    '1',
    '▲ increases',
    'v2',
    '25 %',
    '2',
    '▼ decreases',
    'Association',
  ])
  expect(svg).toContain('fill="#0072b2"')
  expect(svg).toContain('fill="#d55e00"')
})

it('grows with its bars, of which the rest is one', () => {
  const many = drawChart(prepareBars(Array.from({ length: 40 }, (_, i) => entry(i + 1, 1))), words)
  const none = drawChart(prepareBars([]), words)
  expect(many.height - none.height).toBe(11 * 48)
  expect(texts(many.svg)).toContain('30 others')
})

it('makes an image of any name, and nothing but an image', () => {
  const names = ['<img src=x onerror="alert(1)">', 'a&b', 'x\u0001\uD800', '🏭'.repeat(200)]
  const { svg } = drawChart(prepareBars(names.map((feature, i) => entry(i + 1, 1, { feature }))), words)
  expect(svg).not.toContain('<img')
  expect(texts(svg)).toEqual(
    expect.arrayContaining([
      '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;',
      'a&amp;b',
      'x\uFFFD',
      `${'🏭'.repeat(33)}…`,
    ]),
  )
})
