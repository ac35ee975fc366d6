// Saves two card images in turn under one name until it is killed. Arguments: that name and the files of the two images.

import { loadCardImage, saveCardImage } from '../image-file.ts'

const [, , path = '', first = '', second = ''] = process.argv
const images = [await loadCardImage(first), await loadCardImage(second)] as const
await saveCardImage(path, images[0])
process.stdout.write('saving\n')
for (;;) for (const image of images) await saveCardImage(path, image)
