const later = async (): Promise<void> => {}
export const anything: any = 1
later()
