import type { ChartImage } from './chart-svg.ts'

/** Twice the pixels: sharp in a slide and on paper. */
const scale = 2

/** @throws when the browser cannot make an image of the drawing */
export const drawPng = async ({ width, height, svg }: ChartImage): Promise<Blob> => {
  const image = new Image(width, height)
  // The content policy lets images come from data:, not from blob:.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser gives no 2D canvas')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the canvas could not be written as PNG'))
      else resolve(blob)
    }, 'image/png')
  })
}
