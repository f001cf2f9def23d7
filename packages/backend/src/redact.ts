/** A text, JSON too, without what proves a callback's sender, wherever in it the address stands. */
export const redact = (text: string): string =>
  text.replaceAll(/(treinamento(?:\/|%2f)+)[^\s/?#'"<>)\\]+/gi, '$1[redacted]')
