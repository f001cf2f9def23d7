/** Where the keyboard goes on when what it was on is gone: the start of the page's content. */
export const focusMain = (): void => document.getElementById('main')?.focus({ preventScroll: true })
