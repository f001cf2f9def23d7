const callbackAddress = /(treinamento(?:\/|%2f)+)[^\s/?#'"<>)\\]+/gi
/** Of an address, such as the database's. */
const password = /(\w:\/\/[^\s:/@"\\]*:)[^\s/@"\\]+@/g

/** A text, JSON too, without passwords and what proves a callback's sender, wherever in it an address stands. */
export const redact = (text: string): string =>
  text.replaceAll(callbackAddress, '$1[redacted]').replaceAll(password, '$1[redacted]@')
