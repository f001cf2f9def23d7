import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Env } from './env.ts'

/** The built panel under `/panel/`; every address in it that is no file is the panel's own to interpret. */
export const mountPanel = (app: Hono<Env>, folder: string): void => {
  app.get('/', (c) => c.redirect('/panel/', 302))
  // The app does not mind a trailing slash, and its own path leaves it out: only the address as sent has it.
  app.get('/panel', async (c, next) => {
    if (new URL(c.req.url).pathname === '/panel/') return next()
    return c.redirect('/panel/', 302)
  })
  app.get('/favicon.ico', (c) => c.redirect('/panel/favicon.svg', 302))
  app.use(
    '/panel/assets/*',
    serveStatic({
      root: folder,
      rewriteRequestPath: (url) => url.slice('/panel'.length),
      onFound: (_file, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  )
  app.get('/panel/assets/*', (c) => c.json({ detail: 'Not Found' }, 404))
  app.get('/panel/*', serveStatic({ root: folder, rewriteRequestPath: (url) => url.slice('/panel'.length) }))
  app.get('/panel/*', async (c) => c.html(await readFile(path.join(folder, 'index.html'), 'utf8')))
}
