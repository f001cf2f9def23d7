// Runs before the first paint, so that a chosen theme does not flash; src/shared/theme/theme.ts writes what is read here.
try {
  const theme = localStorage.getItem('alavanca.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; the system's theme then serves.
}
// zod tries `new Function` when a schema is built, which the content security policy would report.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
