// Hands the reader something made in the page as a file.
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export const download = (name: string, text: string): void => save(name, new Blob([text], { type: "text/csv;charset=utf-8" }));
