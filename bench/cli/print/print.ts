// Pages and pictures, printed by a browser: PDF with text that stays text, PNG of 600 dots an inch.

import type { PaperPicture } from '../../report/paper.ts'
import { withPage, type Call } from './devtools.ts'
import { withDensity } from './png-density.ts'

const DOTS_PER_INCH = 600
const CSS_PIXELS_PER_INCH = 96
const A4 = { paperWidth: 8.27, paperHeight: 11.69 }
const MARGINS = { marginTop: 0.6, marginBottom: 0.6, marginLeft: 0.6, marginRight: 0.6 }
const NO_MARGINS = { marginTop: 0, marginBottom: 0, marginLeft: 0, marginRight: 0 }

/** A page on A4. Throws `PrintingFailed`, as the others do. */
export async function pagePdf(browser: string, html: string): Promise<Uint8Array> {
  return withPage(browser, async (call) => {
    await show(call, html)
    return bytesOf(await call('Page.printToPDF', { ...A4, ...MARGINS, printBackground: false }))
  })
}

/** One page, as large as the picture. */
export async function picturePdf(browser: string, picture: PaperPicture): Promise<Uint8Array> {
  const { widthInches, heightInches } = picture
  return withPage(browser, async (call) => {
    await show(call, around(picture))
    const size = { paperWidth: widthInches, paperHeight: heightInches + 0.01 } // else rounding begins a second page
    return bytesOf(await call('Page.printToPDF', { ...size, ...NO_MARGINS, printBackground: true }))
  })
}

export async function picturePng(browser: string, picture: PaperPicture): Promise<Uint8Array> {
  const [width, height] = [picture.widthInches, picture.heightInches].map((inches) =>
    Math.ceil(inches * CSS_PIXELS_PER_INCH),
  )
  return withPage(browser, async (call) => {
    const scale = DOTS_PER_INCH / CSS_PIXELS_PER_INCH
    await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false })
    await show(call, around(picture))
    return withDensity(bytesOf(await call('Page.captureScreenshot', { format: 'png' })), DOTS_PER_INCH)
  })
}

function around({ svg }: PaperPicture): string {
  return `<!doctype html><meta charset="utf-8"><style>html, body { margin: 0; background: white; } svg { display: block; }</style>${svg}`
}

async function show(call: Call, html: string): Promise<void> {
  const tree = (await call('Page.getFrameTree')) as {
    readonly frameTree?: { readonly frame?: { readonly id?: string } }
  }
  await call('Page.setDocumentContent', { frameId: tree.frameTree?.frame?.id, html })
}

function bytesOf({ data }: { readonly data?: unknown }): Uint8Array {
  return Buffer.from(String(data), 'base64')
}
