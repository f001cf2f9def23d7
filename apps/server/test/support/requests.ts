import type { Page, Request } from 'playwright-core'

interface Requests {
  /** How many there have been. */
  begun: number
  underWay: Set<Request>
}

const known = new WeakMap<Page, Requests>()

/** Watches what a page asks for, from its beginning; its live stream, which never ends, does not count. */
export const watchRequests = (page: Page): void => {
  const requests: Requests = { begun: 0, underWay: new Set() }
  known.set(page, requests)
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource') return
    requests.begun++
    requests.underWay.add(request)
  })
  page.on('requestfinished', (request) => requests.underWay.delete(request))
  page.on('requestfailed', (request) => requests.underWay.delete(request))
}

export const requestsOf = (page: Page): Requests => {
  const requests = known.get(page)
  if (!requests) throw new Error('nobody has watched this page from its beginning')
  return requests
}
