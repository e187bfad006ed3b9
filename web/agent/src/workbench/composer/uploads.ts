// Files on their way into a message: uploaded as soon as they are chosen, sent with it by their ids. They stay with
// their conversation while another one is looked at.
import { reactive } from "vue";
import { ApiError, type Attachment } from "@yingke/shared";
import { api } from "../../api";
import { t } from "../../i18n";
import { words } from "../../parts/toast";

const LARGEST = 20 * 1024 * 1024;
const MOST = 10;

export interface Upload {
  key: number;
  name: string;
  size: number;
  part: number;
  done: Attachment | null;
  problem: string;
  /** Present where trying again can help. */
  again: (() => void) | null;
  stop: () => void;
}

export interface Files {
  uploads: Upload[];
  add: (files: Iterable<File>) => void;
  remove: (key: number) => void;
  /** Ready ones; what was refused stays in the list until it is taken away, and hinders nothing. */
  take: () => Attachment[];
  putBack: (attachments: readonly Attachment[]) => void;
}

const all = new Map<string, Files>();
let last = 0;

export function filesOf(conversation: string): Files {
  const known = all.get(conversation);
  if (known) return known;
  // Those of other conversations that hold nothing are not worth remembering.
  for (const [id, files] of all) if (files.uploads.length === 0) all.delete(id);
  const made = files();
  all.set(conversation, made);
  return made;
}

function files(): Files {
  const uploads = reactive<Upload[]>([]);

  function add(chosen: Iterable<File>): void {
    for (const file of chosen) {
      const good = uploads.filter((one) => !one.problem).length;
      const upload = entry(file.name, file.size);
      if (good >= MOST) upload.problem = t("upload.tooMany", { n: MOST });
      else if (file.size > LARGEST) upload.problem = t("upload.tooLarge");
      else if (file.size === 0) upload.problem = t("upload.empty");
      else void carry(upload, file);
    }
  }
  function entry(name: string, size: number): Upload {
    uploads.push({ key: ++last, name, size, part: 0, done: null, problem: "", again: null, stop: () => {} });
    return uploads[uploads.length - 1] as Upload;
  }
  async function carry(upload: Upload, file: File): Promise<void> {
    const stop = new AbortController();
    Object.assign(upload, { part: 0, problem: "", again: null, stop: () => stop.abort() });
    try {
      upload.done = await api.upload(file, (part) => (upload.part = part), stop.signal);
    } catch (error) {
      upload.problem = words(error);
      if (error instanceof ApiError && error.passing) upload.again = () => void carry(upload, file);
    }
  }
  function remove(key: number): void {
    const at = uploads.findIndex((one) => one.key === key);
    uploads[at]?.stop();
    if (at >= 0) uploads.splice(at, 1);
  }
  function take(): Attachment[] {
    const ready = uploads.flatMap((one) => (one.done ? [one.done] : []));
    uploads.splice(0, uploads.length, ...uploads.filter((one) => !one.done));
    return ready;
  }
  function putBack(attachments: readonly Attachment[]): void {
    for (const one of attachments) entry(one.name, one.size).done = one;
  }
  return { uploads, add, remove, take, putBack };
}
