import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'
import { isolate } from './isolate.ts'

const pt = createFormat('pt-BR', 'America/Sao_Paulo')
const en = createFormat('en', 'America/Sao_Paulo')

describe('numbers', () => {
  it('groups and marks decimals as the reader does', () => {
    expect(pt.count(1234567)).toBe('1.234.567')
    expect(en.count(1234567)).toBe('1,234,567')
    expect(pt.score(0.905)).toBe('0,90')
    expect(pt.share(0.342)).toBe('34,2%')
    expect(en.share(0.342)).toBe('34.2%')
  })

  it('shows figures of any size with three digits', () => {
    expect([0, 2.5634, 0.012345, 999.99, 1234.5, -2.5].map(pt.figure)).toEqual([
      '0',
      '2,56',
      '0,0123',
      '1.000',
      '1.235',
      '-2,5',
    ])
    expect(en.figure(1.5e-7)).toBe('1.5E-7')
    expect(en.figure(2e15)).toBe('2E15')
  })

  it('gives the figures of one column the same decimals', () => {
    const column = [9.2, 0.9375, 0.04]
    expect(column.map(pt.aligned(column))).toEqual(['9,20', '0,94', '0,04'])
    expect([1234.5, 2].map(en.aligned([1234.5, 2]))).toEqual(['1,235', '2'])
    expect([0, 0].map(en.aligned([0, 0]))).toEqual(['0', '0'])
    expect(en.aligned([])(1)).toBe('1')
  })

  it('says 100 % and 1.00 only of 1', () => {
    expect([1, 0.999, 0.29, 0.005].map(pt.wholePercent)).toEqual(['100%', '99%', '29%', '0%'])
    expect([1, 0.9999, -0.001].map(en.score)).toEqual(['1.00', '0.99', '-0.01'])
  })

  it('counts bytes by thousands', () => {
    expect([0, 1, 999, 1500, 10_737_418_240].map(en.bytes)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.5 kB',
      '10.7 GB',
    ])
  })
})

describe('times', () => {
  const noon = new Date('2026-11-22T15:00:00Z')
  const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000)

  it('shows dates in the time of the plant', () => {
    expect(pt.dateTime(noon)).toBe('22/11/2026, 12:00')
  })

  it('tells how long ago', () => {
    expect(pt.relative(noon, after(300))).toBe('há 5 minutos')
    expect(en.relative(noon, after(3700))).toBe('1 hour ago')
    expect(en.relative(noon, after(86_400))).toBe('yesterday')
    expect(pt.relative(noon, after(20))).toBe('agora')
    expect(en.relative(after(120), noon)).toBe('in 2 minutes')
  })

  it('tells how long it took, and never less than nothing', () => {
    expect(pt.duration(noon, after(45))).toBe('45 s')
    expect(pt.duration(noon, after(200))).toBe('3 min 20 s')
    expect(pt.duration(noon, after(7260))).toBe('2 h 1 min')
    expect(pt.duration(after(5), noon)).toBe('0 s')
  })
})

it('isolates only names that can turn a sentence around', () => {
  expect(isolate('Forno 2 — célula 3 🏭')).toBe('Forno 2 — célula 3 🏭')
  expect(isolate('مكينة')).toBe('\u2068مكينة\u2069')
  expect(isolate('a\u202Eb')).toBe('\u2068a\u202Eb\u2069')
})

it('writes the difference of two scores as they are written', () => {
  const { scoreChange } = createFormat('pt-BR')
  expect(scoreChange(0.9849, 0.9901)).toBe('+0,01')
  expect(scoreChange(0.951, 0.939)).toBe('−0,02')
  expect(scoreChange(0.9501, 0.9549)).toBe('0,00')
  expect(scoreChange(-0.5, 0.25)).toBe('+0,75')
})
