import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from './catalogue.ts'
import { en } from './en.ts'
import { localeOf, otherLocale } from './locale.ts'
import { pt } from './pt.ts'

type Tree = { readonly [key: string]: string | Tree }

const flatten = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flatten(value, `${path}${key}.`),
  )

/** Names of the arguments and tags a text takes; plural branches only have `#`. */
const takes = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(([, argument, tag]) => argument ?? tag ?? ''))].toSorted()

const portuguese = new Map(flatten(pt))
const english = new Map(flatten(en))

describe('the catalogue', () => {
  it('has the same keys in both languages, and a text for each', () => {
    expect([...english.keys()].toSorted()).toEqual([...portuguese.keys()].toSorted())
    expect([...portuguese, ...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('asks for the same arguments in both languages', () => {
    const argumentsOf = (texts: Map<string, string>) =>
      Object.fromEntries([...texts].map(([key, text]) => [key, takes(text)]))
    expect(argumentsOf(english)).toEqual(argumentsOf(portuguese))
  })

  it('is written in one language each', () => {
    const same = [...portuguese].filter(([key, text]) => english.get(key) === text).map(([key]) => key)
    expect(same).toEqual(['app.name', 'machines.fit'])
  })

  it('counts in words of the right number', async () => {
    const translate = createTranslator({ locale: 'pt-BR', messages: await loadCatalogue('pt-BR') })
    expect(translate('ranking.others', { count: 1 })).toBe('Outra variável')
    expect(translate('ranking.others', { count: 17 })).toBe('Demais 17 variáveis')
    expect(translate('machines.count', { count: 0 })).toBe('Nenhuma máquina')
    expect(translate('machines.count', { count: 1234 })).toBe('1.234 máquinas')
  })
})

describe('the language', () => {
  it('is the saved one, else what the browser prefers, else Portuguese', () => {
    expect(localeOf('en', ['pt-BR'])).toBe('en')
    expect(localeOf('tlh', ['pt-PT', 'en'])).toBe('pt-BR')
    expect(localeOf(null, ['de-DE', 'pt-BR'])).toBe('en')
    expect(localeOf(null, [])).toBe('pt-BR')
    expect(otherLocale(otherLocale('en'))).toBe('en')
  })
})
