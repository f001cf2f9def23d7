import type { ComponentProps } from 'react'
import styles from './button.module.css'

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger'

export const buttonClass = (look: ButtonLook): string => `${styles['button']} ${styles[look]}`

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & { look?: ButtonLook }

export const Button = ({ look = 'secondary', type = 'button', ...props }: ButtonProps) => (
  <button type={type === 'submit' ? 'submit' : 'button'} className={buttonClass(look)} {...props} />
)
