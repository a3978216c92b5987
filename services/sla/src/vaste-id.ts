export { vasteId } from '@warmknooppunt/platform/vaste-id'
