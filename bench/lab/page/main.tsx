// Where the browser begins.

import { render } from 'preact'
import { listen } from './browser/keys.ts'
import { liveSource, takeKey } from './browser/live-source.ts'
import { savedSource } from './browser/saved-source.ts'
import { Store } from './browser/store.ts'
import { App } from './view/app.tsx'

const store = new Store(savedSource() ?? liveSource(takeKey()))
listen(store)
const place = document.getElementById('lab')
if (place !== null) render(<App store={store} />, place)
