// For what takes time to draw or to read.

import { useEffect, useRef, useState } from 'preact/hooks'

/** The newest value, but not more often than every so many milliseconds. */
export function useSlowly<Value>(value: Value, ms: number): Value {
  const [shown, setShown] = useState(value)
  const newest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  newest.current = value
  useEffect(() => {
    if (value === shown || timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      setShown(newest.current)
    }, ms)
  }, [value, shown])
  return shown
}
