// Files dragged over a place. Leaving one of its children is not leaving it, so entries and exits are counted.
import { ref } from "vue";

export function useDropping(allowed: () => boolean, dropped: (files: FileList) => void) {
  const over = ref(false);
  let depth = 0;
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const drag = {
    dragenter(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth++;
      over.value = allowed();
    },
    // Without this the browser would leave the page and open the file.
    dragover: (event: DragEvent) => holdsFiles(event) && event.preventDefault(),
    dragleave(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) over.value = false;
    },
    drop(event: DragEvent): void {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      over.value = false;
      if (allowed() && event.dataTransfer) dropped(event.dataTransfer.files);
    },
  };
  return { over, drag };
}
