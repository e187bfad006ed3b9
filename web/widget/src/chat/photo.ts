// A phone's photo is several megabytes, of which a chat needs few: large ones are made smaller before they travel. That
// also leaves behind where it was taken.

const LONGEST_SIDE = 2400;
const WORTH_IT = 1_500_000;

export async function lighter(file: File): Promise<File> {
  if (file.type !== "image/jpeg" || file.size < WORTH_IT) return file;
  try {
    const picture = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    paint(canvas, picture, LONGEST_SIDE);
    const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, file.type, 0.85));
    return blob && blob.size < file.size ? new File([blob], file.name, { type: file.type }) : file;
  } catch {
    return file;
  }
}

export function paint(canvas: HTMLCanvasElement, picture: ImageBitmap, side: number): void {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
}
