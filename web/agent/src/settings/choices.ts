// Colleagues as things to tick or choose.
import { desk } from "../desk";

export interface Choice {
  id: string;
  name: string;
  hint?: string;
}

export function people(): Choice[] {
  return Object.values(desk.team.value).map((m) => {
    const name = m.nickname || m.name;
    return name === m.name ? { id: m.id, name } : { id: m.id, name, hint: m.name };
  });
}
