import { useEffect, useRef } from "preact/hooks";

/** Calls again and again while somebody can see the page: a hidden tab asks for nothing, and catches up when it is shown. */
export function useRefresh(refresh: () => void, seconds: number): void {
  const latest = useRef(refresh);
  latest.current = refresh;
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const start = () => {
      timer = setInterval(() => latest.current(), seconds * 1000);
    };
    const change = () => {
      clearInterval(timer);
      if (document.visibilityState === "hidden") return;
      latest.current();
      start();
    };
    if (document.visibilityState !== "hidden") start();
    document.addEventListener("visibilitychange", change);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", change);
    };
  }, [seconds]);
}
