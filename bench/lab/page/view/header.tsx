// The page's head: what runs, who drives it, how it is looked at, how it is kept.

import type { JSX } from 'preact'
import { SAVE_FORMATS, type SaveFormat, type SessionView } from '../../contract.ts'
import { toggleColours, toggleProjector } from '../browser/drive.ts'
import type { Store } from '../browser/store.ts'

export function Header({ store }: { readonly store: Store }): JSX.Element {
  const { session, preferences, source } = store
  return (
    <header class="head">
      <h1>
        tickbench <b>lab</b>
      </h1>
      <p class="settings">{session === undefined ? 'connecting' : settingsText(session)}</p>
      <Seat store={store} />
      <span class="head-tools">
        <button type="button" aria-pressed={preferences.isProjector} onClick={() => toggleProjector(store)}>
          Projector <kbd>B</kbd>
        </button>
        <button type="button" onClick={() => toggleColours(store)}>
          Light / dark <kbd>L</kbd>
        </button>
        {source.isLive && <Save store={store} />}
        <button type="button" aria-expanded={store.isHelpOpen} onClick={() => store.set({ isHelpOpen: true })}>
          Keys <kbd>?</kbd>
        </button>
      </span>
    </header>
  )
}

function settingsText({ settings }: SessionView): string {
  return Object.entries(settings)
    .map(([name, value]) => (/^\d+$/.test(String(value)) ? `${name} ${value}` : String(value)))
    .join(' · ')
}

function Seat({ store }: { readonly store: Store }): JSX.Element {
  const { connection, session, source } = store
  const isLost = connection === 'lost' || connection === 'gone'
  const doing = isLost
    ? 'connection lost'
    : !source.isLive
      ? 'saved page'
      : connection === 'connecting' || session === undefined
        ? 'connecting'
        : session.drives
          ? 'driving'
          : 'watching'
  const others = session === undefined || session.watchers === 0 ? '' : ` · ${session.watchers} watch`
  return (
    <span class={`seat ${doing.replace(' ', '-')}`}>
      <span class="seat-light" aria-hidden="true" /> {doing}
      {others}
      {doing === 'watching' && (
        <button type="button" onClick={() => void takeSeat(store)}>
          Drive
        </button>
      )}
    </span>
  )
}

async function takeSeat(store: Store): Promise<void> {
  const refusal = await store.source.takeSeat()
  store.set({ refusal })
}

const FORMAT_WORDS: Readonly<Record<SaveFormat, string>> = {
  jsonl: 'session, to be viewed or run again',
  recording: 'recording of the card',
  pcap: 'capture of the card, for Wireshark',
  svg: 'the curves as a picture',
  html: 'this page, with its events',
}

function Save({ store }: { readonly store: Store }): JSX.Element {
  return (
    <details class="menu to-left">
      <summary>Save</summary>
      <ul>
        {SAVE_FORMATS.map((format) => (
          <li key={format}>
            <a href={store.source.saveAddress(format) ?? ''} download={`tickbench-lab.${format}`}>
              <b>{format}</b>
              <span>{FORMAT_WORDS[format]}</span>
            </a>
          </li>
        ))}
        <li>
          <label class="load">
            <b>load</b>
            <span>a session, to look at it</span>
            <input
              type="file"
              accept=".jsonl,.gz"
              onChange={({ currentTarget }) => void load(store, currentTarget.files?.[0])}
            />
          </label>
        </li>
      </ul>
    </details>
  )
}

async function load(store: Store, file: File | undefined): Promise<void> {
  if (file === undefined) return
  const refusal = await store.source.load(file)
  store.set({ refusal })
}
