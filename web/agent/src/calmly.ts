// Lets many calls within a moment become one, at the end of the moment.
export function calmly(act: () => void, wait: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      act();
    }, wait);
  };
}
